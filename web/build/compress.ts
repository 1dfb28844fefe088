import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = new Set(['.js', '.css', '.html', '.svg', '.json']);
const WORTH_IT = 1024;

/** Writes `.br` and `.gz` beside each text file, so that the server never compresses the page while it is asked for it. */
export function compress(): Plugin {
  let folder = '';
  return {
    name: 'maillage-compress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((e) => e.isFile() && TEXT.has(extname(e.name))).map((e) => join(e.parentPath, e.name));
      await Promise.all(files.map(twice));
    },
  };
}

async function twice(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length <= WORTH_IT) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}
