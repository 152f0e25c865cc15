<?php
// php install.php FOLDER: makes the tables, the user and the first post; prints WordPress' version.
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => 'blog.example.test', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Blog', 'admin', 'admin@blog.example.test', true, '', 'password');
echo $wp_version, "\n";
