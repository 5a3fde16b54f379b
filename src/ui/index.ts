export * from './actions.tsx';
export { Asked, NotUsed, Unused } from './asked.tsx';
export * from './calendar-strip.tsx';
export * from './components.tsx';
export * from './document-view.tsx';
export * from './file-preview.tsx';
export * from './filters.tsx';
export {
  DateField,
  DateTimeField,
  ErrorSummary,
  FileField,
  Help,
  Messages,
  SelectField,
  type SelectFieldProps,
  type SelectOption,
  TextArea,
  TextField,
} from './form.tsx';
export * from './form-choices.tsx';
export * from './form-parts.tsx';
export * from './form-state.ts';
export { classes, renderPage } from './html.ts';
export { Icon, type IconName } from './icons.tsx';
export * from './lists.tsx';
export * from './phone.tsx';
export * from './reading-tools.tsx';
export {
  GROUNDS_OF_PAPER,
  LONGEST_QUERY,
  type ReadingMode,
  SearchForm,
  type ShellAssets,
  TEXT_SIZES,
  type Tone,
} from './shell-common.tsx';
export * from './shell-console.tsx';
export * from './shell-portal.tsx';
