import type { VerbContext } from '#verbs'
import type { Host } from './host.ts'
import { createProgressLine } from './progress-line.ts'

/** A verb's context whose progress line can be taken away. */
export interface EndingContext extends VerbContext {
  end(): void
}

/** What a verb gets of the host. Under `json`, only the result is printed, at the end and by the caller. */
export function createContext(host: Host, json: boolean): EndingContext {
  const line = createProgressLine(host.stderr)
  const drawn = host.stderr.isTerminal && !json
  return {
    cwd: host.cwd,
    env: host.env,
    // Asked for only by verbs that end cleanly: see the process.
    get signal() {
      return host.signal
    },
    note: (text) => {
      if (!json) line.around(() => host.stderr.write(`${text}\n`))
    },
    print: (text) => {
      if (!json) line.around(() => host.stdout.write(`${text}\n`))
    },
    progress: (label, done, total) => {
      if (drawn) line.draw(label, done, total)
    },
    get confirm() {
      const { confirm } = json ? {} : host
      return (
        confirm &&
        ((question: string) => {
          line.clear()
          return confirm(question)
        })
      )
    },
    end: () => line.clear(),
  }
}
