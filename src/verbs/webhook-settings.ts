import { exitCodes, Fault } from '#diagnostics'
import type { Model } from '#model'
import { fillFromEnv } from './fill-from-env.ts'
import type { TwinConfig } from './twin-config.ts'

/**
 * The model with what `[webhooks]` of a `twin.toml` says in place of the same keys of its own; `$NAME` in secrets becomes what the environment
 * says. Faults: `webhook-secret-missing`.
 */
export function withWebhooks(model: Model, { webhooks }: TwinConfig, env: Readonly<Record<string, string | undefined>>): Model {
  if (webhooks === undefined) return model
  const { allow: _allow, ...settings } = webhooks
  const { secret, subscriptions } = settings
  return {
    ...model,
    webhooks: {
      ...model.webhooks,
      ...settings,
      ...(secret === undefined ? {} : { secret: fillFromEnv(secret, env, missing) }),
      ...(subscriptions === undefined
        ? {}
        : {
            subscriptions: subscriptions.map((one) =>
              one.secret === undefined ? one : { ...one, secret: fillFromEnv(one.secret, env, missing) },
            ),
          }),
    },
  }
}

function missing(key: string): Fault {
  return new Fault('webhook-secret-missing', `a secret in [webhooks] needs ${key}, which is not in the environment`, {
    exitCode: exitCodes.user,
    help: `export ${key}=…, or write the secret of your tests into twin.toml`,
  })
}
