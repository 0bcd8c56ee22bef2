import type { Machine } from './schema.ts'
import { toYaml } from './to-yaml.ts'

/** State machines as YAML for people. */
export function printMachines(machines: readonly Machine[]): string {
  return toYaml({
    machines: Object.fromEntries(
      machines.map(({ field, initial, states, transitions, refused = [] }) => [
        field,
        {
          initial,
          states,
          transitions,
          ...(refused.length > 0
            ? { refused: refused.map(({ on, status, variant, from, when }) => ({ on, status, variant, ...(from ? { from } : { when }) })) }
            : {}),
        },
      ]),
    ),
  })
}
