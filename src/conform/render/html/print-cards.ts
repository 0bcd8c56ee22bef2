import { describeCause } from '../../cause/describe-cause.ts'
import type { Cause } from '../../cause/find-causes.ts'
import { nextSteps } from '../../cause/next-steps.ts'
import type { DivergenceGroup } from '../../group-divergences.ts'
import type { Report } from '../../report.ts'
import { counted } from '../counted.ts'
import { html, type Markup } from './markup.ts'
import { printPair } from './print-pair.ts'

const placesMax = 30

/** A cause with its places; the first one is open. */
export function printCause(cause: Cause, rank: number, report: Report): Markup {
  const gain = cause.mended === 0 ? '' : `score ${cause.scoreBpAfter} without it`
  const counts = `${counted(cause.divergences, 'divergence')} in ${counted(cause.exchanges, 'exchange')}`
  const facts = [counts, cause.marked === 0 ? '' : `${cause.marked} marked by the twin`, gain].filter((fact) => fact !== '')
  const steps = nextSteps(cause, report).map(({ why, commands, settings = [] }) => {
    return html`<li>${why}<pre tabindex="0">${[...commands.map((command) => `$ ${command}`), ...settings].join('\n')}</pre></li>`
  })
  const todo = html`<details class="todo"><summary>What to do</summary><ol>${steps}</ol></details>`
  return printCard(`${rank}`, describeCause(cause), facts, cause.groups, todo, rank === 1)
}

/** What does not count. */
export function printWarnings(groups: readonly DivergenceGroup[]): Markup {
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  return printCard('–', 'Differences that do not count', [counted(total, 'divergence')], groups, undefined, false)
}

function printCard(
  rank: string,
  title: string,
  facts: readonly string[],
  groups: readonly DivergenceGroup[],
  todo: Markup | undefined,
  isOpen: boolean,
): Markup {
  const left = groups.slice(placesMax)
  const leftOut = left.reduce((sum, { count }) => sum + count, 0)
  const more =
    left.length === 0
      ? undefined
      : html`<p class="more">and ${counted(left.length, 'more place')} with ${counted(leftOut, 'divergence')}</p>`
  const body = html`<ul class="places">${groups.slice(0, placesMax).map(printPlace)}</ul>${more}${todo}`
  const open = isOpen ? html` open` : undefined
  return html`<details class="cause"${open}><summary><span class="rank">${rank}</span><span class="title">${title}</span><span class="facts">${facts.join(' · ')}</span></summary>${body}</details>
`
}

function printPlace({ count, route, path, category, severity, examples, acceptedFor }: DivergenceGroup): Markup {
  const known = acceptedFor === undefined ? undefined : html`<span class="known">known drift: ${acceptedFor}</span>`
  const pairs = examples.map(({ expected, actual, session, exchange, driftId }) => {
    return html`${printPair(expected, actual)}<p class="source">${session}#${exchange} <span>${driftId}</span></p>`
  })
  return html`<li class="place" data-category="${category}" data-severity="${severity}" data-count="${count}"><p class="where"><b>${count}×</b> <code>${route}</code> <code class="path">${path}</code> <span class="kind ${severity}">${category}</span>${known}</p>${pairs}</li>`
}
