import { exitCodes, Fault, type Finding } from '#diagnostics'
import { hears, type Link, type Twin } from '#engine'
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

/** What a twin that tells others of something still needs to be told: to whom, and with which secret. What `links` hear is heard. */
export function webhookFindings({ events = [], webhooks = {} }: Twin, links: readonly Link[]): Finding[] {
  const { subscribed, subscriptions = [], signing, secret } = webhooks
  if (events.length === 0) return []
  const unheard = events.filter((event) => !links.some((link) => hears(link, event)))
  const isUnheard = subscribed === undefined && subscriptions.length === 0
  const isUnsigned =
    signing !== undefined &&
    secret === undefined &&
    subscribed?.secret === undefined &&
    !subscriptions.some((one) => one.secret !== undefined)
  return [
    ...(isUnheard && unheard.length > 0
      ? [
          {
            code: 'webhooks-unheard',
            severity: 'info' as const,
            message: `${unheard.join(', ')}: nobody is told`,
            help: 'name a receiver in twin.toml: [[webhooks.subscriptions]] with url = "http://127.0.0.1:3000/hooks"',
          },
        ]
      : []),
    ...(isUnsigned && !isUnheard
      ? [
          {
            code: 'webhooks-unsigned',
            severity: 'warning' as const,
            message: 'webhooks are signed, and there is no secret: none is sent',
            help: 'give the secret that your app checks with: secret = "$WEBHOOK_SECRET" in [webhooks] of twin.toml',
          },
        ]
      : []),
  ]
}

function missing(key: string): Fault {
  return new Fault('webhook-secret-missing', `a secret in [webhooks] needs ${key}, which is not in the environment`, {
    exitCode: exitCodes.user,
    help: `export ${key}=…, or write the secret of your tests into twin.toml`,
  })
}
