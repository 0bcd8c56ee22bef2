import { escapePattern } from '#base'
import type { Predicate, PredicateKind } from './predicate.ts'

/** What an answer says about its cause. */
export interface Wording {
  readonly status: number
  /** Its text in lower case; empty where it says nothing. */
  readonly words: string
}

/** What refusals say when a test of this kind has failed. */
const phrases: Readonly<Partial<Record<PredicateKind, RegExp>>> = {
  malformed: /json|pars(e|ing)|syntax|unexpected (end|eof|token|char)|malformed|decod|deserial|not readable/,
  required:
    /blank|required|missing|must (provide|have|contain|not be (blank|empty|null))|can'?(no)?t be (blank|empty|null)|empty|not (provided|present|given|specified)|at least|may not be|should not be|need/,
  extra:
    /unknown|unexpected|unrecogni[sz]ed|additional|extra|not (permitted|allowed|supported|defined|recogni[sz]ed)|unsupported|undefined|invalid|should not|no such|(does|do)(n't| not) (exist|have)|illegal/,
  unknown:
    /not[ _-]?found|unknown|no such|no_|(does|do)(n't| not) exist|missing|deleted|no longer|gone|permission|could ?n[o']t find|can(no|')t find|unable to find/,
  reference:
    /not[ _-]?found|unknown|no such|(does|do)(n't| not) exist|foreign|reference|invalid|blank|must exist|permission|could ?n[o']t find|can(no|')t find|unable to find/,
  unique: /already|taken|unique|uniq|duplicate|exists|conflict|in use|twice/,
  known: /already|taken|exists|conflict|duplicate/,
  version: /conflict|version|revision|\brev|stale|modified|match|precondition|etag|concurren|out ?dated/,
  pair: /before|after|greater|less|earlier|later|range|between|past|future|than/,
  length: /too (short|long)|length|characters|minimum|maximum|at (least|most)|exceed|limit/,
  range: /greater|less|positive|negative|minimum|maximum|at (least|most)|between|range|exceed|past|future|than/,
  pattern: /invalid|format|must be|must match|expected|number|integer|type|uuid|email|date|not a valid|valid|only|may|parse/,
  type: /invalid|must be|expected|number|integer|string|array|object|boolean|type|not a valid|valid/,
  enum: /invalid|must be one of|allowed|unknown|unsupported|one of|not (a )?valid|expected|inclu|permission|recognized/,
  literal: /invalid|allowed|unsupported|permission|unknown/,
  page: /range|page|offset|out of|beyond|exceed|too (high|large)|no (more )?(results|items|records|rows)|satisf/,
  state: /stat(e|us)|already|can'?(no)?t|not allowed|transition|clos|lock|archiv|only|invalid/,
}

const statusKinds: Readonly<Record<number, readonly PredicateKind[]>> = {
  404: ['unknown', 'reference'],
  409: ['unique', 'known', 'version', 'state'],
  410: ['unknown', 'state'],
  412: ['version', 'known'],
  413: ['length'],
  416: ['page'],
  428: ['required', 'version'],
}

/** How well a test fits what an answer says of its cause, in the units of a predicate's cost; 0 where it says nothing. */
export function affinity(predicate: Predicate, { status, words }: Wording): number {
  let score = 0
  if (statusKinds[status]?.includes(predicate.kind)) score += 2
  if (status === 404 && !['unknown', 'reference', 'page'].includes(predicate.kind)) score -= 1
  if (words === '') return score
  if (phrases[predicate.kind]?.test(words)) score += 2.5
  // A refusal that names a field is about that field.
  if (predicate.fields.length > 0 && predicate.fields.some((field) => mentions(words, field))) score += 3
  return score
}

/** Whether a text speaks of a field: `estimated_hours` of "Estimated time is invalid", `createdBy`, `created by`. */
export function mentions(words: string, field: string): boolean {
  const whole = field.toLowerCase()
  if (whole.length > 1 && new RegExp(`(^|[^a-z0-9])${escapePattern(whole)}([^a-z0-9]|$)`).test(words)) return true
  const parts = field
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length > 2)
  if (parts.length === 0) return false
  return parts.length === 1
    ? new RegExp(`(^|[^a-z])${escapePattern(parts[0] ?? '')}s?([^a-z]|$)`).test(words)
    : words.includes(parts.join(' ')) || words.includes(parts[0] ?? ' ')
}
