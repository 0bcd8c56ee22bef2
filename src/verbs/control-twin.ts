import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { createAskedService } from '#proxy'
import { controlTokenName } from './control-token.ts'
import { findRunning } from './running-twins.ts'
import type { VerbContext, VerbParameter } from './verb.ts'

/** Which running twin, and which of its sessions: keys of the input of every verb that controls one. */
export const controlInput = { name: z.string(), url: z.url({ protocol: /^https?$/ }).optional(), session: z.string().min(1).optional() }

export const nameParameter: VerbParameter = { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' }

export const controlParameters: readonly VerbParameter[] = [
  { key: 'session', kind: 'option', placeholder: 'S', summary: 'the session; the default one unless said' },
  { key: 'url', kind: 'option', placeholder: 'URL', summary: 'where the twin is served, if not from this workspace' },
]

export interface ControlRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/__doppel`. */
  readonly path: string
  readonly fields?: Readonly<Record<string, string | undefined>>
  readonly body?: Uint8Array
}

/** Which twin, and which of its sessions. */
export interface ControlTarget {
  readonly name: string
  readonly url?: string | undefined
  readonly session?: string | undefined
}

const timeoutMs = 30_000

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), help: z.string() }) })

/**
 * Asks the control plane of a running twin. Faults: `twin-not-running`, `twin-runs-twice`, `control-silent` when nothing answers there, and
 * what the twin refuses under its own code.
 */
export async function controlTwin<S extends z.ZodType>(
  target: ControlTarget,
  request: ControlRequest,
  answer: S,
  context: VerbContext,
): Promise<z.output<S>> {
  return (await controlTwinForText(target, request, answer, context)).answer
}

/** The same, with the answer as it came. */
export async function controlTwinForText<S extends z.ZodType>(
  { name, url, session }: ControlTarget,
  { method, path, fields, body }: ControlRequest,
  answer: S,
  context: VerbContext,
): Promise<{ readonly answer: z.output<S>; readonly text: string }> {
  const base = await findRunning(context, name, url)
  const said = Object.entries({ session, ...fields }).filter((field): field is [string, string] => field[1] !== undefined)
  const query = new URLSearchParams(said).toString()
  const text = await askControl(base, method, `/__doppel${path}${query === '' ? '' : `?${query}`}`, context.env, body)
  const json = parse(base, text)
  const refusal = refusalSchema.safeParse(json)
  if (refusal.success) {
    const { code, message, help } = refusal.data.error
    throw new Fault(code, message, { exitCode: exitCodes.user, help })
  }
  const parsed = answer.safeParse(json)
  if (parsed.success) return { answer: parsed.data, text }
  throw silent(base, new Error('what answers there is no twin of this version'))
}

function parse(base: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw silent(base, error)
  }
}

/** The body of what a control plane answers, whatever its status. Faults: `control-silent`. */
export async function askControl(
  base: string,
  method: string,
  target: string,
  env: VerbContext['env'],
  sent: Uint8Array = new Uint8Array(),
): Promise<string> {
  const token = env[controlTokenName]
  const service = createAskedService(base, { timeoutMs })
  try {
    const { body } = await service.ask({
      method,
      target,
      headers: [['Accept', 'application/json'], ...(token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const])],
      body: sent,
    })
    return new TextDecoder().decode(body)
  } catch (error) {
    throw silent(base, error)
  } finally {
    await service.close()
  }
}

function silent(base: string, cause: unknown): Fault {
  return new Fault('control-silent', `no twin answers at ${base}: ${(cause as Error).message}`, {
    exitCode: exitCodes.runtime,
    help: 'look whether it is still served, and by the address that it printed',
    cause,
  })
}
