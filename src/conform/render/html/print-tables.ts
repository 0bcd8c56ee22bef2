import type { Report } from '../../report.ts'
import { counted } from '../counted.ts'
import { html, type Markup } from './markup.ts'

const rowsMax = 500

/** Routes with a wrong answer, the worst first; each name looks for what is wrong with it. */
export function printRoutes({ routes }: Report): Markup {
  const worst = routes.filter(({ indistinguishable, exchanges }) => indistinguishable < exchanges)
  const right = routes.length - worst.length
  const rows = worst.slice(0, rowsMax).map(({ route, exchanges, indistinguishable, scoreBp, components, marked, unseen }) => {
    const note = unseen
      ? html` <span class="kind">not learned</span>`
      : marked === 0
        ? undefined
        : html` <span class="kind">${marked} marked</span>`
    return html`<tr><td><button type="button" class="route" data-route="${route}"><code>${route}</code></button>${note}</td><td class="number">${indistinguishable}/${exchanges}</td><td>${printBar(scoreBp)}</td><td class="number">${scoreBp}</td><td class="number">${components.totalBp}</td></tr>`
  })
  const head = html`<thead><tr><th>route</th><th class="number">right</th><th></th><th class="number">score</th><th class="number">mean</th></tr></thead>`
  const table = worst.length === 0 ? undefined : html`<div class="scroll"><table>${head}<tbody>${rows}</tbody></table></div>`
  const rest = [
    worst.length > rowsMax ? `and ${counted(worst.length - rowsMax, 'more route')}` : '',
    right === 0 ? '' : `${counted(right, 'route')} without a wrong answer`,
  ]
  return html`<section aria-labelledby="routes"><h2 id="routes">Worst routes</h2>${table}<p class="more">${rest.filter((text) => text !== '').join('; ')}</p></section>`
}

/** All sessions, those that do not pass first. */
export function printSessions({ sessions, sessionsPassed, sessionsTotal }: Report): Markup {
  const rows = [...sessions]
    .sort((left, right) => Number(left.passed) - Number(right.passed) || left.scoreBp - right.scoreBp)
    .slice(0, rowsMax)
    .map(({ session, exchanges, passed, scoreBp, components, severities, skipped }) => {
      const verdict = exchanges.length === 0 ? 'nothing' : passed ? 'passes' : 'fails'
      return html`<tr><td><code>${session}</code></td><td>${verdict}</td><td class="number">${exchanges.length}</td><td class="number">${skipped}</td><td class="number">${severities.error}</td><td class="number">${scoreBp}</td><td class="number">${components.totalBp}</td></tr>`
    })
  const titles = ['exchanges', 'skipped', 'divergences', 'score', 'mean'].map((title) => html`<th class="number">${title}</th>`)
  const more = sessions.length > rowsMax ? html`<p class="more">and ${counted(sessions.length - rowsMax, 'more session')}</p>` : undefined
  return html`<details class="more-of"><summary>Sessions: ${sessionsPassed} of ${sessionsTotal} pass</summary><div class="scroll"><table><thead><tr><th>session</th><th></th>${titles}</tr></thead><tbody>${rows}</tbody></table></div>${more}</details>`
}

/** How full a bar is, of 10000. */
export function printBar(bp: number): Markup {
  const tone = bp === 10_000 ? 'full' : bp >= 9000 ? 'good' : bp >= 5000 ? 'fair' : 'poor'
  return html`<svg class="bar ${tone}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="6"/><rect class="part" width="${bp / 100}" height="6"/></svg>`
}
