export { gzipPack, readPackFile } from './pack-file.ts'
export { writePackFiles } from './pack-folder.ts'
export { readTwinFiles } from './twin-files.ts'
