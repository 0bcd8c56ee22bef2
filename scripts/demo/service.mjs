import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectNode, root } from '../install.mjs'
import { blog } from './blog.mjs'
import { freePort, launch, untilUp } from './processes.mjs'

/** The real service: json-server from npm, in a process of its own, with a fresh blog at every start. */
export async function createService() {
  const folder = mkdtempSync(join(tmpdir(), 'doppel-demo-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  let child

  async function start() {
    await child?.stop()
    const file = join(folder, 'blog.json')
    writeFileSync(file, JSON.stringify(blog))
    const program = join(root, 'node_modules/json-server/lib/cli/bin.js')
    child = launch(projectNode, [program, file, '--host', '127.0.0.1', '--port', String(port), '--quiet'], { cwd: folder })
    await untilUp(`${origin}/users`, child)
  }

  await start()
  return {
    origin,
    /** Back to the fresh blog, by a new process. */
    reset: start,
    async stop() {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
