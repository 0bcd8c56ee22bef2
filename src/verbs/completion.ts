import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { defineVerb } from './verb.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

/** Prints the completion script of a shell; the script asks `doppel complete -- WORDS…` each time. */
export const completionVerb = defineVerb({
  name: 'completion',
  summary: 'Print the script that completes commands in your shell',
  help: `Completes commands, flags and the names of your twins. In bash it needs the package bash-completion.

Examples:
  $ source <(doppel completion bash)                      for this shell
  $ doppel completion zsh > ~/.doppel-completion.zsh      for good: source that file in ~/.zshrc
  $ doppel completion fish | source`,
  parameters: [{ key: 'shell', kind: 'argument', placeholder: 'SHELL', summary: `one of ${shells.join(', ')}`, completes: shells }],
  input: z.object({ shell: z.enum(shells, `must be one of ${shells.join(', ')}`) }),
  async run({ shell }) {
    const text = await completionScript(shell)
    return { exitCode: exitCodes.ok, text, json: { shell, script: text } }
  },
})

/** The library writes to the console only; this catches what it writes. */
async function completionScript(shell: string): Promise<string> {
  const { script } = await import('@bomb.sh/tab')
  const written: string[] = []
  const { log } = console
  console.log = (text: string) => written.push(text)
  try {
    script(shell, 'doppel', 'doppel')
  } finally {
    console.log = log
  }
  return written.join('\n')
}
