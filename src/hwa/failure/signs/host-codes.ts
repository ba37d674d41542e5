// Message codes of IBM Z and IBM i for what is none of the kinds: job control that cannot be read, tapes, attributes of a file.

export const hostCodes: readonly RegExp[] = [
  // Job control, and what a utility was told to do.
  /\bIEFC(?:00[1-9]|452|60\d|61\d|62\d|63\d|64\d|65[0-2])I\b|\bIEF(?:60\d|61\d|62\d|63\d|64\d|65[0-2]|253|689|690|702)I\b|\bJCL ERROR\b/i,
  /\bIDC32\d\dI\b|\bIDC3(?:007|013|321|350)I\b|\bIKJ567\d\dI\b|\bICE(?:00[5-9]|01\d|02[0-3]|056|063|113|114|189|197|210|211|217|221|223|272)A\b|\bWER(?:00[1-9]|01\d|02\d|035|26\d|27\d)A\b|\bADR(?:10\d|138|324)E\b/i,
  // Tapes and volumes.
  /\bIEC(?:145I 413|147I 613|026I [46]37|148I 813|149I 813|502E|507[DE]|512I|514D|534D)|\bIOS000I\b|\bIEC210I 214\b|\bANR(?:830[0-9]|835\d|880\d|84\d\d)[EI]\b/i,
  // Lines of print, a limit of the job's own; the attributes of a file.
  /\bABEND\W{1,3}S722\b|\bIGZ0(?:035S|201W)\b.{0,400}\b(?:status code was 39|attribute mismatch)\b/i,
  /\bfile status\W{1,4}3[789]\b|\bFS\W{1,3}3[789]\b/i,
  /\bCPF(?:4131|9E7\d|5104|3770|3771|4115|4123|4168|6708|67[0-9A-F]{2}|37(?:70|71|79|84))\b|\bCPD00(?:2\d|31|3[3-9]|4\d|7\d|8\d)\b|\bAMQ9(?:513|526|503|544|547|50[0-9])E?\b/i,
];
