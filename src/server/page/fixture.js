outside
