import { createStyle } from '#diagnostics'
import type { Output } from './host.ts'

export interface ProgressLine {
  draw(label: string, done: number, total: number | undefined): void
  /** Takes the line away while something else is written, then puts it back. */
  around(write: () => void): void
  clear(): void
}

const barWidth = 24

/** One line at the bottom of a terminal that is redrawn in place. */
export function createProgressLine(output: Output): ProgressLine {
  const style = createStyle(output.colored)
  let shown = ''
  const clear = () => {
    if (shown !== '') output.write('\r\u001b[K')
    shown = ''
  }
  return {
    clear,
    draw(label, done, total) {
      const text =
        total === undefined ? `${label} ${style.dim(String(done))}` : `${bar(done, total)} ${label} ${style.dim(`${done}/${total}`)}`
      if (text === shown) return
      output.write(`\r\u001b[K${text}`)
      shown = text
    },
    around(write) {
      const before = shown
      clear()
      write()
      if (before === '') return
      output.write(before)
      shown = before
    },
  }
}

function bar(done: number, total: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total))
  const filled = Math.round(share * barWidth)
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled)
}
