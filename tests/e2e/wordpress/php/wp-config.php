<?php
// The test site's configuration: its database comes from the environment, and it never calls out.
define('DB_NAME', getenv('WORDPRESS_DATABASE'));
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('WORDPRESS_SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

define('WP_HOME', 'http://blog.example.test');
define('WP_SITEURL', 'http://blog.example.test');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);

// No secret: the site lives for one run, on loopback.
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", "$name key");
    define("{$name}_SALT", "$name salt");
}

define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
