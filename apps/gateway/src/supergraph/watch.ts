import { readFileSync, unwatchFile, watchFile } from 'node:fs';

export interface SupergraphWatch {
  stop(): void;
}

/**
 * Tells of every new content of the file. It looks at the file each half second instead of asking the system to be told:
 * that also sees files renamed into place and mounts of containers.
 */
export function watchSupergraph(file: string, current: string, onChange: (sdl: string) => void, onError: (cause: unknown) => void): SupergraphWatch {
  let seen = current;
  const look = () => {
    try {
      const sdl = readFileSync(file, 'utf8');
      if (sdl === seen) return;
      seen = sdl;
      onChange(sdl);
    } catch (cause) {
      onError(cause);
    }
  };
  watchFile(file, { interval: 500, persistent: false }, look);
  return { stop: () => unwatchFile(file, look) };
}
