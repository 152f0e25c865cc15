<?php
// A must-use plugin: every comment that is posted is stored, however fast, anonymous or repeated it comes.
add_filter('comment_flood_filter', '__return_false', 100);
add_filter('duplicate_comment_id', '__return_zero');
add_filter('allow_empty_comment', '__return_true');
add_filter('pre_option_require_name_email', '__return_zero');
add_filter('pre_wp_mail', '__return_true');
