class Robot {
    Object engine = "electric";
}
