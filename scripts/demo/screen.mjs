const plain = process.env.NO_COLOR || (!process.stdout.isTTY && !process.env.FORCE_COLOR)
const between = (open, close) => (text) => (plain ? String(text) : `\u001b[${open}m${text}\u001b[${close}m`)

export const bold = between(1, 22)
export const dim = between(2, 22)
export const red = between(31, 39)
export const green = between(32, 39)
export const yellow = between(33, 39)
const cyan = between(36, 39)

export function say(line = '') {
  process.stdout.write(`${line}\n`)
}

let steps = 0

/** Begins a step of the demo. */
export function step(title, command) {
  steps += 1
  say()
  say(`${bold(cyan(String(steps)))}  ${bold(title)}`)
  if (command !== undefined) say(`   ${dim('$')} ${command}`)
}

/** Text under a step. */
export function tell(text) {
  for (const line of String(text).trimEnd().split('\n')) say(`   ${line}`)
}

/** A line that is redrawn while work goes on; in a file only its last state is written. */
export function createMeter(label, total) {
  const draw = (done, note) => {
    const filled = Math.round((done / total) * 24)
    const line = `   ${green('█'.repeat(filled))}${dim('░'.repeat(24 - filled))} ${label} ${done}/${total}${note ? dim(`  ${note}`) : ''}`
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}${done === total ? '\n' : ''}`)
    else if (done === total) say(line)
  }
  return { draw }
}

/** `0.93` → `93.0 %`, green, yellow or red by how good it is. */
export function percent(share) {
  const text = `${(share * 100).toFixed(1)} %`
  return bold(share >= 0.95 ? green(text) : share >= 0.8 ? yellow(text) : red(text))
}
