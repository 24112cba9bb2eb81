namespace CloudmoreAutotask.Storage;

/// <summary>How a queue stands.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Messages">About how many messages it holds, hidden ones included.</param>
/// <param name="Oldest">The age of the first visible message; zero when there is none. Real time.</param>
public sealed record QueueState(string Name, int Messages, TimeSpan Oldest);
