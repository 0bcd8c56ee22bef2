import { z } from 'zod'
import { late } from '#base'
import { duration } from './duration-schema.ts'
import { expression, json } from './query-schema.ts'

const template = json

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no name of a header')

/** Services whose way of signing is built in. */
export const signingSchemes = ['stripe', 'slack', 'github', 'shopify', 'twilio', 'svix', 'standard'] as const

/** Something that happened, told to those who asked for it (see `webhooks`) once the request, or the change by itself, has come to its end. */
export const emissionSchema = z.strictObject({
  /** Name of the event. */
  emit: z.string(),
  /** A test: only where it holds. */
  when: expression.optional(),
  /** Template of the data. */
  value: template.optional(),
  /** Method of the delivery; `POST` unless said. */
  method: z.string().optional(),
  /** Template of what comes behind the receiver's address: `/orders/ord_1`, `?id=7`. */
  path: template.optional(),
  /** Templates of more headers of the delivery, by name; one that is absent is left out. */
  headers: z.record(headerName, template).optional(),
  /** How long after it happened it is told. */
  after: duration.optional(),
})

export type EmissionRule = z.output<typeof emissionSchema>

/** Events that the service tells others of, and how: the keys of their section, in a model and in `twin.toml`. */
export function webhooksShape() {
  /** How deliveries are signed; in texts `{id}`, `{event}`, `{timestamp}`, `{url}`, `{body}` and `{signature}` stand for what they say. */
  const signing = z.union([
    z.enum(signingSchemes),
    z.strictObject({
      headers: z.record(headerName, z.string()).describe('Headers by name, such as `{ X-Signature = "sha256={signature}" }`.'),
      content: z.string().default('{body}').describe('What is signed, such as `{timestamp}.{body}`.'),
      algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256').describe('Hash of the HMAC.'),
      encoding: z.enum(['hex', 'base64']).default('hex').describe('How the signature is written.'),
      key: z
        .enum(['text', 'base64'])
        .default('text')
        .describe('`base64`: the secret is the key in that form, after `whsec_` where that leads it.'),
    }),
  ])

  const retry = z.union([
    z.array(duration).describe('How long to wait before each next attempt, such as `["5s", "5m"]`; none are made after the last.'),
    z.strictObject({
      first: duration.describe('How long to wait before the second attempt.'),
      factor: z.number().min(1).max(100).default(2).describe('How many times longer each next wait is.'),
      most: duration.optional().describe('The longest wait.'),
      attempts: z.int().min(1).max(100).describe('Attempts in all.'),
    }),
  ])

  const event = z.strictObject({
    on: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('Route or routes whose 2xx answers cause it, `POST /orders`; without, effects with `emit` do.'),
    when: expression.optional().describe('A test over the request and `answer`: only where it holds.'),
    value: template.optional().describe('Template of the data; the body of the answer unless said.'),
  })

  const subscription = z.strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('Where deliveries go.'),
    events: z.array(z.string()).default(['*']).describe('Names of events; `*` stands for any part.'),
    secret: z
      .string()
      .optional()
      .describe('Signs deliveries to it, in place of the one of the section. `$NAME` is read from the environment.'),
  })

  /** Subscriptions that clients make through the service's own API: entities of a collection, read by expressions over `self`. */
  const subscribed = z.strictObject({
    collection: z.string().describe('The collection whose entities are subscriptions.'),
    url: expression.default('self.url').describe('Gives the address.'),
    events: expression.default('self.events').describe('Gives the names of events: a list, or one; absent means all.'),
    secret: expression.optional().describe('Gives the secret.'),
    when: expression.optional().describe('Holds for those that are in force.'),
  })

  return {
    events: z.record(z.string(), event).optional().describe('Events by name.'),
    id: expression.optional().describe('Gives the id of each event, such as `mint("msg_{hex:24}")`; one of ours, `evt_…`, unless said.'),
    payload: template
      .optional()
      .describe('Template of a delivery’s body over `event` (`id`, `type`, `number`, `data`) and `now`; all of these unless said.'),
    encoding: z
      .enum(['json', 'form', 'text'])
      .optional()
      .describe('How the payload is written; JSON unless said. As `text` it goes out as it is.'),
    headers: z
      .record(headerName, z.string())
      .optional()
      .describe('More headers of deliveries; `{id}`, `{event}` and `{timestamp}` as in signing.'),
    signing: signing.optional().describe('How deliveries are signed: the name of a service, or what it does. Not at all unless said.'),
    secret: z.string().optional().describe('Signs deliveries. In `twin.toml`, `$NAME` is read from the environment.'),
    retry: retry
      .optional()
      .describe('When a failed delivery is tried again, on the clock of the session; as the service of `signing` does unless said.'),
    ordered: z.boolean().optional().describe('Nothing goes to a subscription while something before it waits for its next attempt.'),
    timeout: duration.optional().describe('How long a receiver may take to answer; 10s unless said.'),
    subscriptions: z.array(subscription).optional().describe('Receivers.'),
    subscribed: subscribed.optional(),
  }
}

/** The section of a model. */
export const webhooksSchema = late(() => z.strictObject(webhooksShape()))

export type Webhooks = z.output<typeof webhooksSchema>
