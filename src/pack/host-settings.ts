import type { Json, JsonObject } from '#base'

/**
 * Keys of `twin.toml` that are about the machine or the people that run a twin, and not about the service: a pack does not have them. Where a
 * twin listens, whom it may call and which service may be written to is for them to say.
 */
const hostKeys: readonly (readonly string[])[] = [
  ['serve'],
  ['record'],
  ['explore'],
  ['upstream'],
  ['webhooks', 'allow'],
  ['webhooks', 'subscriptions'],
]

/** Those of the keys under which the settings say something: `webhooks.allow`. */
export function hostSettings(settings: JsonObject): string[] {
  return hostKeys.filter((path) => says(valueAt(settings, path))).map((path) => path.join('.'))
}

function says(value: Json | undefined): boolean {
  return value !== undefined && !(typeof value === 'object' && value !== null && Object.values(value).every((part) => !says(part as Json)))
}

/** The settings without those keys. */
export function withoutHostSettings(settings: JsonObject): JsonObject {
  return hostKeys.reduce(without, settings)
}

function without(settings: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const { [key]: value, ...others } = settings
  if (value === undefined || rest.length === 0) return others
  if (!isObject(value)) return settings
  return { ...settings, [key]: without(value, rest) }
}

/** Where the settings have a secret that is written out, and not read from the environment: `webhooks.secret`. */
export function secretSettings(settings: JsonObject): string[] {
  const found: string[] = []
  const look = (value: Json | undefined, path: string) => {
    if (typeof value === 'string' && !/\$[A-Za-z_]/.test(value)) found.push(path)
  }
  look(valueAt(settings, ['webhooks', 'secret']), 'webhooks.secret')
  const schemes = valueAt(settings, ['auth', 'schemes'])
  for (const [at, scheme] of Array.isArray(schemes) ? schemes.entries() : []) {
    if (!isObject(scheme)) continue
    const path = `auth.schemes.${at}`
    const { secret, users, clients, accept } = scheme
    look(secret, `${path}.secret`)
    for (const [name, password] of entriesOf(users)) look(password, `${path}.users.${name}`)
    for (const [name, client] of entriesOf(clients)) look(isObject(client) ? client['secret'] : undefined, `${path}.clients.${name}.secret`)
    for (const [number, text] of Array.isArray(accept) ? accept.entries() : []) look(text, `${path}.accept.${number}`)
  }
  return found
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : []
}

function valueAt(settings: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), settings)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
