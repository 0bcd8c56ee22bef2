import type { Json } from '#base'
import { html, type Markup } from './markup.ts'

const charactersMax = 2000

/** What was expected beside what came, with what differs marked. */
export function printPair(expected: Json | undefined, actual: Json | undefined): Markup {
  const [left, right] = [toText(expected), toText(actual)]
  const isBoth = left !== undefined && right !== undefined
  const start = isBoth ? sharedStart(left, right) : 0
  const end = isBoth ? sharedEnd(left, right, start) : 0
  return html`<div class="pair">${printSide('expected', left, start, end)}${printSide('twin', right, start, end)}</div>`
}

function printSide(name: 'expected' | 'twin', text: string | undefined, start: number, end: number): Markup {
  const label = name === 'expected' ? 'expected' : 'the twin'
  const value = text === undefined ? html`<p class="nothing">nothing</p>` : html`<pre tabindex="0">${printMarked(text, start, end)}</pre>`
  return html`<div class="side ${name}"><h4>${label}</h4>${value}</div>`
}

function printMarked(text: string, start: number, end: number): Markup {
  const shown = text.slice(0, charactersMax)
  const until = Math.min(text.length - end, charactersMax)
  const more = text.length > charactersMax ? html`<i> … and ${text.length - charactersMax} more characters</i>` : undefined
  const differing = shown.slice(start, until)
  return html`${shown.slice(0, start)}${differing === '' ? undefined : html`<mark>${differing}</mark>`}${shown.slice(Math.max(start, until))}${more}`
}

function toText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined
  return JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? `${element}n` : element), 2)
}

function sharedStart(left: string, right: string): number {
  let at = 0
  while (at < left.length && at < right.length && left[at] === right[at]) at++
  // never between the halves of a character
  return at > 0 && /[\ud800-\udbff]/.test(left[at - 1] as string) ? at - 1 : at
}

/** How many characters at the end are the same, without those at the start. */
function sharedEnd(left: string, right: string, start: number): number {
  const most = Math.min(left.length, right.length) - start
  let count = 0
  while (count < most && left[left.length - 1 - count] === right[right.length - 1 - count]) count++
  return count > 0 && /[\udc00-\udfff]/.test(left[left.length - count] as string) ? count - 1 : count
}
