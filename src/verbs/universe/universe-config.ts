import { z } from 'zod'
import { late } from '#base'
import { anyJson, duration } from '#model'
import { parseSource, sourceForms } from '#pack'
import { clockForms, parseClockChoice } from '#server'
import { type ParsedConfig, parseConfig } from '../parse-config.ts'
import { createReceiversSection } from '../twin-config.ts'
import { twinNamePattern } from '../workspace.ts'

const seed = z.int().min(0).max(0xffff_ffff)
const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of an environment variable')

const twinSection = late(() =>
  z.strictObject({
    source: z
      .string()
      .min(1)
      .refine((text) => parseSource(text) !== undefined, `is no source: name ${sourceForms}`)
      .optional()
      .describe(
        'Where the twin comes from: its folder, from this file, or a pack: `stripe.doppel`, an address, `oci://…`, `catalogue:stripe@1.2`; `twins/NAME` unless said.',
      ),
    path: z.string().min(1).optional().describe('Its folder; `source` says the same.'),
    port: z.int().min(0).max(65_535).optional().describe('0 takes a free one; unless said the next from 9001.'),
    fixture: z.string().min(1).optional().describe('The folder of its `state/fixtures` that sessions begin with.'),
    chaos: z
      .array(z.string())
      .optional()
      .describe('What goes wrong from the start: profiles of its `chaos.yaml`, faults such as `error=503`.'),
    seed: seed.optional().describe('Source of its ids and tokens, if it is to be another than that of the universe.'),
    fidelity: z
      .enum(['synth', 'strict'])
      .optional()
      .describe('`strict` answers from the recordings; `synth`, from the model, unless said.'),
    webhooks: late(createReceiversSection).optional().describe('Who is told of what happens in it, in place of what its `twin.toml` says.'),
    env: environmentName.optional().describe('The variable by which the app learns its address; `NAME_BASE_URL` unless said.'),
  }),
)

/** `stripe.invoice.paid`, `stripe POST /v1/charges`. */
const cause = late(() =>
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9-_]*(?:\.\S+| [A-Z]+ \/\S*)$/, 'is no event and no route: write stripe.invoice.paid or "stripe POST /charges"'),
)
/** `slack POST /chat.postMessage`. */
const request = late(() =>
  z.string().regex(/^[a-z0-9][a-z0-9-_]* [A-Z]+ \/.*$/, 'is no request to a twin: write "slack POST /chat.postMessage"'),
)

const link = late(() =>
  z.strictObject({
    on: cause.describe(
      'What happens: an event of a twin, `stripe.invoice.paid`, or a route of it that says yes, `stripe POST /v1/charges`.',
    ),
    do: request.describe(
      'What is asked of another twin then: `slack POST /chat.postMessage`; `{event.data.id}` in the path stands for what it gives.',
    ),
    with: anyJson.optional().describe('Template of the body: `{ text = { "$" = "\'paid \' + event.data.id" } }`.'),
    headers: z.record(z.string(), anyJson).optional().describe('Headers of the request, templates too.'),
    when: z
      .string()
      .optional()
      .describe('A test over `event` (`id`, `type`, `number`, `data`) and the request that caused it: only where it holds.'),
    after: duration.optional().describe('How long after, on the clock; at once unless said.'),
  }),
)

const catalogueSection = late(() =>
  z.strictObject({ index: z.string().min(1).describe('Path, from this file, or address of its index. `DOPPEL_CATALOGUE` says another.') }),
)

/** What `doppel.toml` may say. */
export const universeSchema = late(() =>
  z.strictObject({
    clock: z
      .string()
      .refine((text) => parseClockChoice(text) !== undefined, `is no clock: use ${clockForms}`)
      .optional()
      .describe(`The one clock of all twins: ${clockForms}; real unless said.`),
    seed: seed.optional().describe('Source of all ids and tokens; 1 unless said.'),
    host: z.string().min(1).optional().describe('Address that the twins listen on; loopback unless said.'),
    first_port: z.int().min(1).max(65_535).optional().describe('Where ports begin that are not said; 9001.'),
    log: z.boolean().optional().describe('Whether each request is written to `.doppel/universe.log` for `doppel logs`; yes unless said.'),
    twins: z
      .record(z.string().regex(twinNamePattern, 'is no name of a twin'), twinSection)
      .refine((twins) => Object.keys(twins).length > 0, 'names no twin: add [twins.NAME]')
      .describe('The twins, by name.'),
    catalogue: catalogueSection.optional().describe('Where `catalogue:NAME` is looked up.'),
    links: z.array(link).optional().describe('What happens in one twin and is heard by another.'),
  }),
)

export type UniverseConfig = z.output<typeof universeSchema>
export type UniverseLink = z.output<typeof link>

export const universeFile = 'doppel.toml'

/** Reads the text of a `doppel.toml`; `place` names it in messages. Faults: `config-invalid`. */
export function parseUniverseConfig(text: string, place: string): ParsedConfig<UniverseConfig> {
  return parseConfig(universeSchema.unwrap(), text, place, 'docs/reference/doppel-toml.md')
}
