class Named {
    String label = "?";
}
