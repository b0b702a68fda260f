export { catalog, translator, type Translate } from "./catalog.ts";
export {
  directionOf,
  isLanguage,
  languages,
  localeOf,
  negotiate,
  ownNames,
  splitPath,
  type Direction,
  type Language,
} from "./languages.ts";
export { language, pathWithoutLanguage, type Href } from "./middleware.ts";
export { inLanguage } from "./words.ts";
