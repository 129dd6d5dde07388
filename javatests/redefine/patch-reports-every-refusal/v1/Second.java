@interface Second {}
