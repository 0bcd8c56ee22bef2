import { z } from 'zod'
import { type CheckOptions, checkTwin, type Report } from '#conform'
import { exitCodes, Fault } from '#diagnostics'
import type { Twin } from '#engine'
import { type HeaderList, isLoopbackName } from '#http'
import type { RecordedSession } from '#recording'
import { checkOnService, isRunningTwin } from './check-on-service.ts'
import { checkOnWire } from './check-on-wire.ts'
import { findUnlearned } from './find-unlearned.ts'
import { headerLine } from './header-line.ts'
import { liveFields } from './live-fields.ts'
import { readServedTwin } from './read-served-twin.ts'
import { readModelOf } from './read-twin-model.ts'
import { problemOfBaseUrl } from './twin-config.ts'
import { upstreamHeaders } from './upstream-headers.ts'
import type { VerbContext, VerbParameter } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

/** What the recordings are replayed on: the keys of a verb's input. */
export const targetInput = {
  inMemory: z.boolean().default(false),
  wire: z.boolean().default(false),
  target: z
    .string()
    .superRefine((value, context) => {
      const problem = problemOfBaseUrl(value)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })
    .optional(),
  upstream: z.boolean().default(false),
  allowWrites: z.boolean().default(false),
  yes: z.boolean().default(false),
  rate: z
    .union([z.number(), z.string().transform(Number)])
    .pipe(z.number().min(0.01).max(1000))
    .optional(),
  header: z.array(headerLine).default([]),
}

export const targetParameters: readonly VerbParameter[] = [
  { key: 'inMemory', kind: 'flag', summary: 'ask the model itself, without a server in between (the default)' },
  { key: 'wire', kind: 'flag', summary: 'ask the real server on loopback, and the model beside it' },
  { key: 'target', kind: 'option', placeholder: 'URL', summary: 'ask the server that runs there, such as a twin' },
  { key: 'upstream', kind: 'flag', summary: 'ask the live service at base_url of twin.toml' },
  { key: 'allowWrites', kind: 'flag', summary: 'yes, --upstream or --target may be sent requests that write' },
  { key: 'yes', kind: 'flag', summary: 'yes, --upstream may be asked; else you are asked first' },
  { key: 'rate', kind: 'option', placeholder: 'N', summary: 'most requests a second; 5 for --upstream unless said' },
  { key: 'header', kind: 'option', placeholder: 'H', summary: 'header in place of the recorded one, "Name: value"', repeatable: true },
]

export type TargetOptions = z.output<z.ZodObject<typeof targetInput>>

const upstreamRate = 5

/** Faults: `check-target` when more than one is given, or what belongs to another one. */
export function refuseManyTargets(options: TargetOptions & { readonly heldOut: boolean }): void {
  const { inMemory, wire, target, upstream, heldOut } = options
  const named = [
    [wire, '--wire'],
    [target !== undefined, '--target'],
    [upstream, '--upstream'],
    [heldOut || inMemory, heldOut ? '--held-out' : '--in-memory'],
  ].flatMap(([isGiven, flag]) => (isGiven === true ? [String(flag)] : []))
  if (named.length > 1) throw targetFault(`${named.join(' and ')} are different things to check`, 'give one of them')
  if (target !== undefined || upstream) return
  const idle = [
    [options.allowWrites, '--allow-writes'],
    [options.yes, '--yes'],
    [options.rate !== undefined, '--rate'],
    [options.header.length > 0, '--header'],
  ].flatMap(([isGiven, flag]) => (isGiven === true ? [String(flag)] : []))
  if (idle.length > 0) throw targetFault(`${idle.join(' and ')} is about a service, and none is asked`, 'add --upstream or --target URL')
}

function targetFault(message: string, help: string): Fault {
  return new Fault('check-target', message, { exitCode: exitCodes.user, help })
}

/** Replays recordings on what the options name. Faults: `check-unconfirmed`, `service-silent`, those of reading and serving the twin. */
export async function checkTarget(
  place: TwinPlace,
  sessions: readonly RecordedSession[],
  options: TargetOptions,
  check: CheckOptions,
  context: VerbContext,
): Promise<Report> {
  const twin = await readServedTwin(place, 'synth', context)
  const onSession = (done: number, total: number) => context.progress('replaying sessions', done, total)
  const checkOptions = { ...check, name: place.name, onSession }
  if (options.wire) return checkOnWire(place, twin, sessions, checkOptions, context)
  const { target, upstream, allowWrites, rate } = options
  if (target === undefined && !upstream) return checkInMemory(place, twin, sessions, checkOptions)
  const url = (target ?? place.baseUrl).replace(/\/+$/, '')
  const isTwin = target !== undefined && (await isRunningTwin(url))
  if (!isLoopbackName(new URL(url).hostname)) context.note(`${url} is not on this machine`)
  return checkOnService(
    twin,
    sessions,
    {
      ...checkOptions,
      url,
      target: { kind: upstream ? 'upstream' : isTwin ? 'twin' : 'service', url: withoutCredentials(url) },
      allowWrites,
      isTwin,
      rate: rate ?? (upstream ? upstreamRate : undefined),
      headers: headersFor(place, options, context),
      knownFields: liveFields(await readModelOf(place)),
      confirm: (what) => confirm(what, options, context),
    },
    context,
  )
}

/** A report is read by others than those who may know them. */
function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname.replace(/\/+$/, '')}`
}

async function checkInMemory(place: TwinPlace, twin: Twin, sessions: readonly RecordedSession[], options: CheckOptions): Promise<Report> {
  const report = checkTwin(twin, sessions, options)
  if (report.scoreBp === 10_000) return report
  return { ...report, findings: [...report.findings, ...(await findUnlearned(place, sessions))] }
}

/** Those of the command line go before those of `twin.toml`, which are for the service alone. */
function headersFor(place: TwinPlace, { upstream, header }: TargetOptions, context: VerbContext): HeaderList {
  const configured = upstream ? upstreamHeaders(place.config, context.env) : []
  const given = new Set(header.map(([name]) => name.toLowerCase()))
  return [...configured.filter(([name]) => !given.has(name.toLowerCase())), ...header]
}

/** The live service is only asked when somebody has said so. Faults: `check-unconfirmed`. */
async function confirm(what: string, { upstream, yes }: TargetOptions, context: VerbContext): Promise<void> {
  if (!upstream || yes) {
    context.note(what)
    return
  }
  const isSure = await context.confirm?.(`${what}. Send them?`)
  if (isSure === true) return
  const why = isSure === undefined ? 'and there is nobody to ask whether they may' : 'and you did not say yes'
  throw new Fault('check-unconfirmed', `${what}, ${why}: nothing was sent`, { exitCode: exitCodes.user, help: 'add --yes' })
}
