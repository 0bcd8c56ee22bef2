import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { controlTwin } from '../control-twin.ts'
import { defineVerb, type Verb, type VerbContext } from '../verb.ts'
import { requireUniverse } from './universe-record.ts'

interface UniverseVerb {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** The route of each twin's control plane. */
  readonly path: string
  /** What the verb takes, and the field that it goes into. */
  readonly argument?: { readonly placeholder: string; readonly summary: string; readonly field: string }
  /** Said to the first twin alone: it is about what all share. */
  readonly ofFirst?: Readonly<Record<string, string>>
  /** What was done, for people. */
  print(twins: readonly string[], value: string): string
}

const anything = z.looseObject({})

/** A verb that does one thing to all twins that are up, in the order of `doppel.toml`. Faults: `universe-not-up`, `universe-partly`, what the first twin refuses. */
export function defineUniverseVerb({ name, summary, help, path, argument, ofFirst, print }: UniverseVerb): Verb {
  return defineVerb({
    name,
    summary,
    help,
    parameters: [
      ...(argument ? [{ key: 'value', kind: 'argument' as const, placeholder: argument.placeholder, summary: argument.summary }] : []),
      {
        key: 'session',
        kind: 'option' as const,
        placeholder: 'S',
        summary: 'the session of that name in each; the default one unless said',
      },
    ],
    input: z.object({ ...(argument ? { value: z.string().min(1) } : {}), session: z.string().min(1).optional() }),
    async run({ value = '', session }: { readonly value?: string; readonly session?: string | undefined }, context) {
      const { twins } = await requireUniverse(context.cwd)
      const done: string[] = []
      for (const { name: twin, control } of twins) {
        if (control === undefined) continue
        const fields = { ...(argument ? { [argument.field]: value } : {}), ...(done.length === 0 ? ofFirst : {}) }
        await doTo({ twin, control, session }, { path, fields }, done, context)
        done.push(twin)
      }
      return { exitCode: exitCodes.ok, text: print(done, value), json: { twins: done } }
    },
  }) as unknown as Verb
}

/** What one refuses after others have done it is said with them: they are not what they were. */
async function doTo(
  { twin, control, session }: { readonly twin: string; readonly control: string; readonly session: string | undefined },
  { path, fields }: { readonly path: string; readonly fields: Readonly<Record<string, string>> },
  done: readonly string[],
  context: VerbContext,
): Promise<void> {
  try {
    await controlTwin({ name: twin, url: control, session }, { method: 'POST', path, fields }, anything, context)
  } catch (error) {
    if (!(error instanceof Fault) || done.length === 0) throw error
    throw new Fault('universe-partly', `${twin} refuses: ${error.message}; it is done in ${done.join(', ')}`, {
      exitCode: error.exitCode,
      ...(error.help === undefined ? {} : { help: error.help }),
      cause: error,
    })
  }
}
