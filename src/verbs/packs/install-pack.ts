import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { type Pack, packedRoots } from '#pack'
import { writePackFiles } from '#pack/io'
import { notWritable, ownerFiles, writeWorkspaceFiles } from '../create-twin.ts'
import { findTwinFolder, twinFolder } from '../workspace.ts'

/**
 * Makes `twins/NAME/` of a pack: all of it or nothing. With `force` one that is there gives way; what packs do not have, such as its
 * recordings, stays. Faults: `twin-exists`, `folder-not-writable`.
 */
export async function installPack(cwd: string, pack: Pack, name: string, force: boolean): Promise<string> {
  const folder = twinFolder(cwd, name)
  const isThere = await exists(folder)
  if (!force && (isThere || (await findTwinFolder(cwd, name)) !== undefined)) {
    throw new Fault('twin-exists', `there is a twin ${name} already; nothing was changed`, {
      exitCode: exitCodes.user,
      help: 'give the new one another name with --as NAME, or put it in the place of the other with --force',
    })
  }
  const stage = join(dirname(folder), `.${name}.${process.pid}.new`)
  const old = join(dirname(folder), `.${name}.${process.pid}.old`)
  try {
    await rm(stage, { recursive: true, force: true })
    await mkdir(stage, { recursive: true })
    await writePackFiles(stage, pack)
    for (const [file, text] of ownerFiles) await writeFile(join(stage, file), text)
    await writeWorkspaceFiles(cwd)
    if (isThere) {
      await rename(folder, old)
      await keepOwn(old, stage)
    }
    await rename(stage, folder)
  } catch (error) {
    if (isThere) await takeBack(stage, old, folder)
    await rm(stage, { recursive: true, force: true })
    throw notWritable(folder, error)
  }
  await rm(old, { recursive: true, force: true })
  return folder
}

/** Moves what packs do not have. */
async function keepOwn(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from)) {
    if (packedRoots.includes(entry)) continue
    await rm(join(to, entry), { recursive: true, force: true })
    await rename(join(from, entry), join(to, entry))
  }
}

/** What was moved goes back to where it was. */
async function takeBack(stage: string, old: string, folder: string): Promise<void> {
  if (!(await exists(old))) return
  for (const entry of await readdir(stage)) {
    if (packedRoots.includes(entry) || (await exists(join(old, entry)))) continue
    await rename(join(stage, entry), join(old, entry))
  }
  await rename(old, folder)
}

async function exists(folder: string): Promise<boolean> {
  return readdir(folder).then(
    () => true,
    () => false,
  )
}
