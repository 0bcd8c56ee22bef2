const labels = new Set(
  (
    'none null nil undefined true false yes no on off bearer basic digest token tokens apikey api_key jwt oauth oauth2 mac negotiate ntlm password passwd secret string text ' +
    'required optional missing invalid expired active inactive enabled disabled revoked valid pending unknown include omit same-origin read write public private hidden masked ' +
    'redacted filtered client_secret_basic client_secret_post client_secret_jwt private_key_jwt default empty blank unset access refresh id_token code authorization_code ' +
    'refresh_token access_token client_credentials user admin service local session cookie header query body env file external sha1 sha256 sha512 md5 hs256 rs256 es256 bcrypt'
  ).split(' '),
)

/** Words that stand in places of credentials without being any, and values that someone has masked already. */
export function isLabel(value: string): boolean {
  return (
    labels.has(value.toLowerCase()) ||
    /^[[(<]?(?:\*|•|x|X|\.|_|-| )*(?:redacted|filtered|masked|hidden|removed)?[\])>]?$/i.test(value) ||
    /^(?:\*|•){3,}/.test(value)
  )
}
