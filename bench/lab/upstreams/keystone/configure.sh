# Sourced by install.sh and start.sh: configure FOLDER prints the settings of a Keystone whose state is in that folder.
configure() {
  cat <<CFG
[DEFAULT]
log_file = $1/keystone.log
[database]
connection = sqlite:///$1/keystone.sqlite
[fernet_tokens]
key_repository = $1/fernet
[credential]
key_repository = $1/credential
[identity]
password_hash_rounds = 4
CFG
}
