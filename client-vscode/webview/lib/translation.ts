/** The page in the editor's language: its document carries the texts. To be loaded before everything that has one. */

import {type Bundle, translatedBy} from '../../common/words';

const given = document.getElementById('sightline-texts')?.textContent;
if (given !== undefined) translatedBy(JSON.parse(given) as Bundle, document.documentElement.lang);
