import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inside, Problems, readSource } from '#author'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { type Chaos, parseChaos } from '#model'

/** What `chaos.yaml` of a twin's folder says; nothing where there is none. Faults: `chaos-invalid`, `file-unreadable`. */
export async function readChaos(folder: string): Promise<Chaos> {
  const file = join(folder, 'chaos.yaml')
  const text = await readText(file)
  if (text === undefined) return { profiles: {}, on: [] }
  const { chaos, findings } = checkChaos(text, file)
  if (chaos !== undefined) return chaos
  throw new Fault('chaos-invalid', findings.map(({ place, message }) => `${place}: ${message}`).join('\n'), {
    exitCode: exitCodes.user,
    help: 'what chaos.yaml may say is in docs/guides/chaos.md',
  })
}

/** Reads the text of a `chaos.yaml`; `name` is how messages call it. The chaos is undefined where there are findings. */
export function checkChaos(text: string, name: string): { readonly chaos: Chaos | undefined; readonly findings: readonly Finding[] } {
  const problems = new Problems('chaos-invalid')
  const source = readSource(name, text)
  problems.unreadable(source)
  if (problems.hasErrors) return { chaos: undefined, findings: problems.findings }
  const chaos = parseChaos(source.value ?? {})
  if (!Array.isArray(chaos)) return { chaos: chaos as Chaos, findings: [] }
  for (const { path, message } of chaos) problems.error(inside({ source, path: [] }, ...path), `${path.join('.')}: ${message}`)
  return { chaos: undefined, findings: problems.findings }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('file-unreadable', `${file} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
}
