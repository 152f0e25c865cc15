// Puts fragments into a page, pokes every element, and says what is not as it should be. Called with a job:
// fragments {id: [markup, [policy…]]}, policies {name: {allow: {element: [attribute…]}, schemes}}, scripting says whether scripts may run.
async (job) => {
  const SVG = "http://www.w3.org/2000/svg", MATHML = "http://www.w3.org/1998/Math/MathML";
  const EVENTS = {
    MouseEvent: "mouseover mouseenter mousemove mousedown mouseup click dblclick auxclick contextmenu mouseout mouseleave",
    PointerEvent: "pointerover pointerenter pointermove pointerdown pointerup pointerrawupdate gotpointercapture",
    KeyboardEvent: "keydown keypress keyup",
    FocusEvent: "focus focusin blur focusout",
    WheelEvent: "wheel",
    Event: "input change submit reset toggle beforetoggle load error scroll select search copy cut paste drag drop begin end " +
      "animationstart animationend transitionend transitionrun touchstart touchend beforematch scrollend command",
  };
  const INERT = "from an inert page";
  const found = [];
  const object = (id, context, what) => found.push([id, `in ${context}: ${what}`]);
  const make = (page, name) => name === "svg" ? page.createElementNS(SVG, "svg")
    : name === "math" ? page.createElementNS(MATHML, "math") : page.createElement(name);

  // A browser writes a carriage return as it is, and reads it back as the end of a line.
  const lines = (text) => text.replace(/\r\n?/g, "\n");

  // The element that a fragment is put into, and the outermost one around it.
  const place = (page, name) => {
    const inner = make(page, name);
    if (name !== "td") return [inner, inner];
    const table = page.createElement("table"), row = page.createElement("tr");
    table.append(row);
    row.append(inner);
    return [inner, table];
  };

  const box = (id, context) => {
    const made = document.createElement("div");
    made.dataset.vector = id;
    made.dataset.context = context;
    return made;
  };

  const insert = (id, markup, name) => {
    const live = box(id, `${name} by innerHTML`);
    const [inner, outer] = place(document, name);
    live.append(outer);
    document.body.append(live);
    inner.innerHTML = markup;
    const first = inner.cloneNode(true);
    inner.innerHTML = inner.innerHTML;
    if (lines(first.innerHTML) !== inner.innerHTML) object(id, live.dataset.context, `another meaning when it is read again: ${first.innerHTML}`);

    // Where nothing runs, noscript holds markup; then it comes to where scripts run, and is read again there.
    const inert = box(id, `${name} ${INERT}`);
    const page = document.implementation.createHTMLDocument("");
    const [still, around] = place(page, name);
    still.innerHTML = markup;
    inert.append(document.importNode(around, true));
    document.body.append(inert);
    // There a browser writes noscript's text as it is, so that any text which names tags becomes markup: no one's to clean.
    if (name === "noscript") return;
    const again = box(id, `${name} read again where scripts run`);
    document.body.append(again);
    again.innerHTML = inert.innerHTML;
  };

  const attributes = (element, policies) => {
    const named = [];
    for (const { name, value } of element.attributes) {
      for (const policy of policies) {
        const allowed = policy.allow[element.localName] ?? [];
        if (!allowed.includes(name)) named.push(`attribute ${name} on ${element.localName}`);
        else if (["href", "src", "cite", "longdesc", "xlink:href"].includes(name) && URL.canParse(value, document.baseURI)) {
          const { protocol } = new URL(value, document.baseURI);
          if (protocol !== location.protocol && !policy.schemes.includes(protocol.slice(0, -1))) named.push(`URL of ${protocol}`);
        }
      }
    }
    return named;
  };

  const judge = (around) => {
    const { vector: id, context } = around.dataset;
    const [, names] = job.fragments[id];
    const policies = names.map((name) => job.policies[name]);
    const walker = document.createTreeWalker(around, NodeFilter.SHOW_ALL);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE) continue;
      if (node.nodeType !== Node.ELEMENT_NODE) object(id, context, `a node of type ${node.nodeType}`);
      else if (isOurs(node, around, context)) continue;
      else if (policies.some((policy) => !(node.localName in policy.allow))) object(id, context, `element ${node.localName}`);
      else for (const what of attributes(node, policies)) object(id, context, what);
    }
    // What a reader sees is the same everywhere, but that noscript is raw text where scripts run.
    const noscript = around.querySelector("noscript");
    if (noscript && job.scripting && !context.endsWith(INERT)) {
      if (noscript.children.length) object(id, context, "elements in raw text");
    } else if (lines(around.textContent) !== lines(texts[id])) {
      object(id, context, `another text: ${around.textContent.slice(0, 100)}`);
    }
  };
  const isOurs = (node, around, context) => {
    const name = context.split(" ")[0];
    if (node.localName === "p" && name === "p" && !node.attributes.length) return true;  // ended by a block, and opened by </p>
    return name === "td" ? ["table", "tbody", "tr", "td"].includes(node.localName) && !node.attributes.length
      : node.parentNode === around && node.localName === name && !node.attributes.length;
  };

  const poke = (element) => {
    for (const [kind, names] of Object.entries(EVENTS)) {
      for (const name of names.split(" ")) {
        element.dispatchEvent(new window[kind](name, { bubbles: true, cancelable: true, composed: true, key: "Enter", code: "Enter" }));
      }
    }
    for (const { name } of [...element.attributes]) {
      if (/^on/i.test(name)) element.dispatchEvent(new Event(name.slice(2).toLowerCase(), { bubbles: true, cancelable: true }));
    }
    element.focus?.();
    element.click?.();
    element.blur?.();
  };

  const texts = {};
  for (const [id, [markup]] of Object.entries(job.fragments)) {
    const alone = document.implementation.createHTMLDocument("").createElement("div");
    alone.innerHTML = markup;
    texts[id] = alone.textContent;
  }
  if (job.judge) {
    const parts = [...document.body.children];
    const shape = parts.map((part) => part.dataset.vector ?? (part.dataset.after && !part.firstChild ? `/${part.dataset.after}` : "?"));
    if (JSON.stringify(shape) !== JSON.stringify(job.shape)) object("", "the page", `something left its place: ${shape}`);
  }
  const names = job.scripting ? job.contexts : [];
  for (const [id, [markup]] of Object.entries(job.fragments)) for (const name of names) insert(id, markup, name);
  const boxes = [...document.querySelectorAll("[data-vector]")];
  if (job.judge) boxes.forEach(judge);
  if (job.scripting) {
    for (const around of boxes) {
      for (const element of around.querySelectorAll("*")) if (!isOurs(element, around, around.dataset.context)) poke(element);
    }
    await new Promise((done) => setTimeout(done, job.wait));
  }
  return { found, elements: document.querySelectorAll("[data-vector] *").length, boxes: boxes.length };
}
