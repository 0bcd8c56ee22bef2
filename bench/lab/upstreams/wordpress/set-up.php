<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require getcwd() . '/wp-config.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Lab', 'admin', 'admin@example.com', true, '', 'password');
update_option('permalink_structure', '/%postname%/');
$author = wp_insert_user(['user_login' => 'writer', 'user_pass' => 'password', 'user_email' => 'writer@example.com', 'role' => 'author', 'display_name' => 'Wanda Writer']);
// A password that the exercise knows, in place of the one that is made up.
foreach ([1 => 'labadmin', $author => 'labwriter'] as $user => $password) {
  WP_Application_Passwords::create_new_application_password($user, ['name' => 'lab']);
  $known = WP_Application_Passwords::get_user_application_passwords($user);
  $known[0]['password'] = wp_hash_password($password);
  update_user_meta($user, WP_Application_Passwords::USERMETA_KEY_APPLICATION_PASSWORDS, $known);
}
