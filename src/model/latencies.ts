import { z } from 'zod'
import { late } from '#base'

/** How long answers took where the twin was learned from, kept beside the model. */
export const latenciesSchema = late(() =>
  z.strictObject({
    format: z.literal('doppel-latencies/1'),
    /**
     * By route (`GET /orders/{id}`), and under `''` for all together: in how many ms the fastest answer came, the fastest tenth of them, two tenths,
     * and so on to all of them.
     */
    routes: z.record(z.string(), z.array(z.number().min(0)).length(11)),
  }),
)

export type Latencies = z.output<typeof latenciesSchema>

/** Those of a route; those of all answers for one of which nothing is known. */
export function latenciesOf({ routes }: Latencies, route: string | undefined): readonly number[] {
  return (route === undefined ? undefined : routes[route]) ?? routes[''] ?? []
}
