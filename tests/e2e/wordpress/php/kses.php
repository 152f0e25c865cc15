<?php
// php kses.php FOLDER FILE: cleans the text of each row of FILE by wp_kses with the row's own list, and prints
// what is left, a JSON string a line.
ini_set('display_errors', 'stderr');
$_SERVER += ['HTTP_HOST' => 'blog.example.test', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require $argv[1] . '/wp-load.php';

foreach (file($argv[2], FILE_IGNORE_NEW_LINES) as $line) {
    $row = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    $left = wp_kses($row['text'], $row['list']);
    echo json_encode($left, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
}
