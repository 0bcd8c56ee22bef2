import { type Latencies, latenciesSchema } from '../latencies.ts'
import { readBeside, writeBeside } from './beside-model.ts'

const name = 'latencies.json'

/** Reads `model/latencies.json` of a twin's folder; undefined when there is none. Faults: `latencies-malformed`, `model-unreadable`. */
export async function readLatencies(twinFolder: string): Promise<Latencies | undefined> {
  const help = 'learn it again with doppel synth NAME, or delete it: then no latency can be as recorded'
  return readBeside(twinFolder, { name, schema: latenciesSchema, malformed: 'latencies-malformed', help })
}

/** Writes it into a folder beside a model. The same content gives the same bytes. Faults: `model-unwritable`. */
export async function writeLatenciesTo(folder: string, latencies: Latencies): Promise<void> {
  await writeBeside(folder, name, latencies)
}
