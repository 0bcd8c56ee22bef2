import { inside, Problems, readSource } from '#author'
import type { Finding } from '#diagnostics'
import { type Chaos, parseChaos } from '#model'

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
