import { type IconName, iconPaths } from './icon-paths.ts';

export type { IconName };

/**
 * An inline icon. It is decoration: hidden from assistive technology, so a word must stand beside it.
 * @param name which icon
 */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {iconPaths[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
