import { exitCodes, Fault } from '#diagnostics'
import type { Auth, AuthScheme, Model } from '#model'
import { fillFromEnv } from './fill-from-env.ts'
import type { TwinConfig } from './twin-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The model with the sections of a `twin.toml` that say what is done around answers in place of its own; `$NAME` in secrets becomes what the
 * environment says. Faults: `auth-secret-missing`.
 */
export function withStages(model: Model, { cors, limits, auth, idempotency, conditional }: TwinConfig, env: Environment): Model {
  const sections = { cors, limits, auth: auth && withSecrets(auth, env), idempotency, conditional }
  const said = Object.entries(sections).filter(([, section]) => section !== undefined)
  return { ...model, ...Object.fromEntries(said) }
}

function withSecrets(auth: Auth, env: Environment): Auth {
  const fill = (text: string) => fillFromEnv(text, env, missing)
  return { ...auth, schemes: auth.schemes.map((scheme) => fillScheme(scheme, fill)) }
}

function fillScheme(scheme: AuthScheme, fill: (text: string) => string): AuthScheme {
  if (scheme.kind === 'basic')
    return { ...scheme, users: Object.fromEntries(Object.entries(scheme.users).map(([name, text]) => [name, fill(text)])) }
  if (scheme.kind === 'hmac') return { ...scheme, secret: fill(scheme.secret) }
  if (scheme.kind === 'oauth2') {
    const clients = Object.entries(scheme.clients).map(([id, client]) => [
      id,
      client.secret === undefined ? client : { ...client, secret: fill(client.secret) },
    ])
    return { ...scheme, clients: Object.fromEntries(clients) }
  }
  return scheme.accept === 'any' ? scheme : { ...scheme, accept: scheme.accept.map(fill) }
}

function missing(key: string): Fault {
  return new Fault('auth-secret-missing', `a secret in [auth] needs ${key}, which is not in the environment`, {
    exitCode: exitCodes.user,
    help: `export ${key}=…, or write the secret of your tests into twin.toml`,
  })
}
