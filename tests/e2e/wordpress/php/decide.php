<?php
// php decide.php FOLDER FILE: gives the comments of each row of FILE to WordPress as its form does, under the row's
// settings, and prints for each row what became of the last one: a status, or the error code. Nothing stays behind.
ini_set('display_errors', 'stderr');
$_SERVER += ['HTTP_HOST' => 'blog.example.test', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
$_SERVER += ['REMOTE_ADDR' => '203.0.113.9', 'HTTP_USER_AGENT' => 'decide'];
require $argv[1] . '/wp-load.php';

const STATUS = ['1' => 'approved', '0' => 'hold', 'trash' => 'trash', 'spam' => 'spam'];
const VISITOR = ['author' => 'Anna Unik', 'email' => 'anna.unik@example.org', 'url' => '', 'ip' => '203.0.113.9',
    'user_agent' => 'Mozilla/5.0'];
const DEFAULTS = ['comment_moderation' => 0, 'comment_max_links' => 2, 'moderation_keys' => '', 'disallowed_keys' => '',
    'comment_previously_approved' => 0, 'require_name_email' => 1];

$settings = DEFAULTS;
foreach (array_keys(DEFAULTS) as $name) {
    add_filter("pre_option_$name", function () use (&$settings, $name) { return (string) $settings[$name]; }, 99);
}
remove_all_filters('allow_empty_comment');
add_filter('comment_flood_filter', '__return_false', 100);

foreach (file($argv[2], FILE_IGNORE_NEW_LINES) as $line) {
    $row = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    $settings = ($row['options'] ?? []) + DEFAULTS;
    remove_all_filters('duplicate_comment_id');
    $comments = isset($row['comment']) ? [$row['comment']] : [$row['first'], $row['second']];
    if (count($comments) === 1) {
        add_filter('duplicate_comment_id', '__return_zero');
    }
    $made = [];
    if ($row['known'] ?? false) {
        $made[] = wp_insert_comment(['comment_post_ID' => 1, 'comment_content' => 'an earlier one',
            'comment_author' => $comments[0]['author'], 'comment_author_email' => $comments[0]['email']]);
    }
    foreach ($comments as $comment) {
        $comment += VISITOR;
        $_SERVER['REMOTE_ADDR'] = $comment['ip'];
        $_SERVER['HTTP_USER_AGENT'] = $comment['user_agent'];
        $posted = wp_handle_comment_submission(['comment_post_ID' => 1, 'comment_parent' => 0,
            'author' => $comment['author'], 'email' => $comment['email'], 'url' => $comment['url'],
            'comment' => $comment['content']]);
        if (is_wp_error($posted)) {
            $answer = $posted->get_error_code();
        } else {
            $answer = STATUS[$posted->comment_approved];
            $made[] = $posted->comment_ID;
        }
    }
    foreach ($made as $id) {
        wp_delete_comment($id, true);
    }
    echo $answer, "\n";
}
