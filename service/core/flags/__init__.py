"""The flags, and the catalogue of them all.

A family has a module of its name; what is not raised there is in the one that knows what it takes:

    ids                             raised in
    ------------------------------  -------------------------------------------------------------
    text.*                          core.flags.text
    text.empty, text.too_long       core.flags.form: what WordPress' form asks for
    text.empty_after_clean          core.pipeline: once the engine is done
    text.homoglyph                  core.flags.script: words made of several scripts
    script.*                        core.flags.script
    link.*                          core.flags.link
    link.bbcode                     core.flags.bbcode
    link.own_page                   core.flags.own_page
    link.own_front_page             core.flags.own_page
    link.keyword_text               core.flags.offer: words that sell, and the way to who does
    word.*                          core.flags.word: a site's own two lists
    word.allowed_phrase             core.flags.listed: the policy's lists
    word.list_hit                   core.flags.listed
    word.repeated_phrase            core.flags.listed
    word.leads_nowhere              core.flags.offer
    word.with_contact               core.flags.contact
    author.*                        core.flags.author
    author.email_invalid            core.flags.form
    author.field_too_long           core.flags.form
    author.missing_required         core.flags.form
    privacy.*                       core.flags.privacy
    behaviour.*                     web.sanitize: what the limits saw
    behaviour.honeypot_filled       core.flags.behaviour: what the platform saw
    behaviour.too_fast              core.flags.behaviour
    system.engine_error             core.sanitizer
    system.limiter_unavailable      web.sanitize
    markup.*                        core: the engine, where it does it; core.flags.markup knows quotations
"""
