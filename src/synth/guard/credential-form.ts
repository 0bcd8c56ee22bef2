const alphabets = ['[0-9]', '[0-9a-f]', '[0-9A-F]', '[0-9a-z]', '[0-9A-Z]', '[0-9A-Za-z]', '[0-9A-Za-z_-]', '[0-9A-Za-z_.~+/=-]']
const jsonWebToken = 'eyJ[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]*'

/** A regular expression of the form that all credentials have, scheme included; undefined where they have none in common. */
export function credentialForm(values: readonly string[]): string | undefined {
  const split = values.map((value) => /^(?:(\S+) )?(\S+)$/.exec(value))
  const first = split[0]
  if (!first || !split.every((parts) => parts && parts[1] === first[1])) return undefined
  const scheme = first[1] === undefined ? '' : `${first[1].replace(/[^\w-]/g, '\\$&')} `
  const secrets = split.map((parts) => parts?.[2] ?? '')
  if (secrets.every((secret) => new RegExp(`^${jsonWebToken}$`).test(secret))) return `^${scheme}${jsonWebToken}$`
  const length = secrets[0]?.length ?? 0
  if (length < 8 || !secrets.every((secret) => secret.length === length)) return undefined
  const alphabet = alphabets.find((candidate) => secrets.every((secret) => new RegExp(`^${candidate}+$`).test(secret)))
  return alphabet === undefined ? undefined : `^${scheme}${alphabet}{${length}}$`
}
