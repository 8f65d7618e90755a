package io.drover.jobspec.hcl;

/** White space as Go's package unicode sees it. */
public final class GoSpace {

  private GoSpace() {}

  public static boolean isSpace(int c) {
    return c == ' ' || c >= 9 && c <= 13 || c == 0x85 || c == 0xa0 || c > 0x7f && separator(c);
  }

  private static boolean separator(int c) {
    int type = Character.getType(c);
    return type == Character.SPACE_SEPARATOR
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  public static String trimLeft(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  public static String trimRight(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  public static String trim(String text) {
    return trimLeft(trimRight(text));
  }
}
