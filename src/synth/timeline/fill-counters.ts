import type { Json } from '#base'
import { isObject } from '#lang'
import { type Call, writeKind } from '../call.ts'
import { type Track, type Version, versionAt } from './track.ts'

const votesMin = 3
const agreeMin = 0.9
const stepMax = 2

/** What lies between two readings of a number. */
interface Span {
  readonly from: number
  /** Undefined after the last reading. */
  readonly to: number | undefined
  /** The writes, in order: index of the call, and what kind of call it is. */
  readonly writes: readonly { readonly at: number; readonly kind: string }[]
}

/**
 * Numbers that each write of a kind moves by one, or leaves: how often each was made tells what the number was in between, though no answer
 * showed it. The tracks with these values, as if they had been shown.
 */
export function fillCounters(tracks: readonly (readonly Track[])[], sessions: readonly (readonly Call[])[]): Track[][] {
  let filled = tracks.map((own) => [...own])
  const fields = new Set(tracks.flat().flatMap(({ versions }) => integersIn(versions[0])))
  for (const field of fields) {
    const spans = new Map(filled.flat().map((track) => [track, spansOf(track, field, sessions[track.session] ?? [])]))
    const steps = solve([...spans.values()].flat())
    if ([...steps.values()].some((step) => step !== 0))
      filled = filled.map((own) => own.map((track) => fill(track, field, spans.get(track) ?? [], steps)))
  }
  return filled
}

/** Whole numbers that some kind of write moves now this way, now that: what decides it is not the write alone. */
export function unsteadyCounters(tracks: readonly (readonly Track[])[], sessions: readonly (readonly Call[])[]): string[] {
  const all = tracks.flat()
  const fields = new Set(all.flatMap(({ versions }) => integersIn(versions[0])))
  return [...fields].filter((field) => {
    const spans = all.flatMap((track) => spansOf(track, field, sessions[track.session] ?? []))
    return [...votesOf(spans, solve(spans)).values()].some((own) => own.length >= votesMin && own.some((step) => step !== 0))
  })
}

function integersIn(version: Version | undefined): string[] {
  return Object.entries(version?.value ?? {}).flatMap(([field, value]) => (Number.isInteger(value) ? [field] : []))
}

function spansOf(track: Track, field: string, calls: readonly Call[]): Span[] {
  const readings = track.shown
    .filter(({ fields }) => fields.has(field))
    .map(({ at }) => ({ at, value: versionAt(track, at)?.value[field] }))
  return readings.flatMap(({ at, value }, place): Span[] => {
    const next = readings[place + 1]
    const writes = track.writes
      .filter((write) => write > at && write <= (next?.at ?? Number.POSITIVE_INFINITY))
      .map((write) => ({ at: write, kind: kindOf(calls[write], track.key) }))
    if (!isInteger(value) || (next && !isInteger(next.value)) || writes.length === 0) return []
    return [{ from: value, to: next?.value as number | undefined, writes }]
  })
}

function isInteger(value: Json | undefined): value is number {
  return Number.isInteger(value)
}

/** What kind of write a call is, with the fields of its body that name the entity: one that names it twice may move it twice. */
function kindOf(call: Call | undefined, key: string): string {
  if (!call) return ''
  const { body } = call.request
  const names = isObject(body) ? Object.keys(body).filter((name) => body[name] === key) : []
  return `${writeKind(call)} ${names.join(' ')}`
}

/** By how much each kind of write moves the number: what spans with one kind tell helps with the others. */
function solve(spans: readonly Span[]): Map<string, number> {
  const steps = new Map<string, number>()
  for (;;) {
    const votes = votesOf(spans, steps)
    const found = [...votes].flatMap(([kind, own]) => {
      const step = commonest(own)
      return step !== undefined && Math.abs(step) <= stepMax && Number.isInteger(step) ? [[kind, step] as const] : []
    })
    if (found.length === 0) return steps
    for (const [kind, step] of found) steps.set(kind, step)
  }
}

/** What spans with one kind of write alone whose step is not known say of it. */
function votesOf(spans: readonly Span[], steps: ReadonlyMap<string, number>): Map<string, number[]> {
  const votes = new Map<string, number[]>()
  for (const { from, to, writes } of spans) {
    const open = new Set(writes.map(({ kind }) => kind).filter((kind) => !steps.has(kind)))
    const [kind] = open
    if (to === undefined || open.size !== 1 || kind === undefined) continue
    const rest = to - from - moved(writes, steps)
    const count = writes.filter((write) => write.kind === kind).length
    votes.set(kind, [...(votes.get(kind) ?? []), rest / count])
  }
  return votes
}

function moved(writes: Span['writes'], steps: ReadonlyMap<string, number>): number {
  return writes.reduce((sum, { kind }) => sum + (steps.get(kind) ?? 0), 0)
}

function commonest(votes: readonly number[]): number | undefined {
  const [best] = [...Map.groupBy(votes, (vote) => vote).values()].sort((a, b) => b.length - a.length)
  return best && best.length >= votesMin && best.length >= votes.length * agreeMin ? best[0] : undefined
}

function fill(track: Track, field: string, spans: readonly Span[], steps: ReadonlyMap<string, number>): Track {
  const points: { at: number; value: number }[] = []
  for (const { from, to, writes } of spans) {
    if (!writes.every(({ kind }) => steps.has(kind)) || (to !== undefined && from + moved(writes, steps) !== to)) continue
    let value = from
    for (const { at, kind } of writes) {
      value += steps.get(kind) ?? 0
      points.push({ at, value })
    }
  }
  if (points.length === 0) return track
  const shown = [...track.shown, ...points.map(({ at }) => ({ at, fields: new Set([field]), whole: false }))].sort((a, b) => a.at - b.at)
  return { ...track, versions: withPoints(track, field, points), shown }
}

/** The versions with the values that a field has from some moments on. */
function withPoints(track: Track, field: string, points: readonly { at: number; value: number }[]): Version[] {
  const moments = [...new Set([...track.versions.map(({ at }) => at), ...points.map(({ at }) => at)])].sort((a, b) => a - b)
  return moments.map((at) => {
    const known = versionAt(track, at) as Version
    const isOwn = known.at === at
    const point = points.findLast((other) => other.at <= at)
    const reading = track.shown.findLast((entry) => entry.at <= at && entry.fields.has(field))
    const unknown = new Set(isOwn ? known.unknown : [])
    if (!point || (reading && reading.at > point.at)) return { at, value: known.value, unknown }
    unknown.delete(field)
    return { at, value: { ...known.value, [field]: point.value }, unknown }
  })
}
