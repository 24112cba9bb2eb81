using NUnit.Framework;

// Many tests wait for a lease, a retry or a process of their own: more of them than processors are at work.
[assembly: LevelOfParallelism(4)]
