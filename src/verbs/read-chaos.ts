import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { exitCodes, Fault } from '#diagnostics'
import { type Chaos, parseChaos } from '#model'

/** What `chaos.yaml` of a twin's folder says; nothing where there is none. Faults: `chaos-invalid`, `file-unreadable`. */
export async function readChaos(folder: string): Promise<Chaos> {
  const file = join(folder, 'chaos.yaml')
  const text = await readText(file)
  if (text === undefined) return { profiles: {}, on: [] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) throw invalid(`${file}:${placeOf(lines, error.pos[0])}: ${error.message.split('\n')[0]}`)
  const chaos = parseChaos(document.toJS() ?? {})
  if (!Array.isArray(chaos)) return chaos as Chaos
  const problems = chaos.map(({ path, message }) => {
    const offset = offsetOf(document, path)
    return `${file}${offset === undefined ? '' : `:${placeOf(lines, offset)}`}: ${path.join('.')}: ${message}`
  })
  throw invalid(problems.join('\n'))
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('file-unreadable', `${file} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
}

/** Of the innermost thing on the way that is in the file. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return undefined
}

function placeOf(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${line}:${col}`
}

function invalid(message: string): Fault {
  return new Fault('chaos-invalid', message, { exitCode: exitCodes.user, help: 'what chaos.yaml may say is in docs/guides/chaos.md' })
}
