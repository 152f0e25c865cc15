<?php
// php stored.php FOLDER: prints every posted comment as the database holds it and as the page shows it, a JSON object
// a line. The user agent is what a comment is known by. `links` are those that comment_max_links is compared with.
ini_set('display_errors', 'stderr');
$_SERVER += ['HTTP_HOST' => 'blog.example.test', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require $argv[1] . '/wp-load.php';

$links = 0;
add_filter('comment_max_links_url', function ($count) use (&$links) { return $links = $count; }, 1);
foreach ($wpdb->get_results("SELECT * FROM $wpdb->comments WHERE comment_agent LIKE 'row %' ORDER BY comment_ID") as $row) {
    $links = 0;
    check_comment('Anna', 'anna@example.org', '', $row->comment_content, '192.0.2.1', '', 'comment');
    echo json_encode([
        'row' => (int) substr($row->comment_agent, 4),
        'content' => $row->comment_content,
        'author' => $row->comment_author,
        'email' => $row->comment_author_email,
        'url' => $row->comment_author_url,
        'display' => apply_filters('comment_text', $row->comment_content, new WP_Comment($row), []),
        'links' => $links,
    ], JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
}
