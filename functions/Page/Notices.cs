namespace CloudmoreAutotask.Functions.Page;

/// <summary>What the page says after something was done. Addresses carry a word only, never a text.</summary>
internal static class Notices
{
    /// <summary>The text of a word; null for a word that is none.</summary>
    public static string? Find(string? word) => word switch
    {
        "unlock" => "You can change things now, for eight hours.",
        "forget" => "The key is forgotten. Nothing can be changed from here any more.",
        "run" => "A run is asked for. It begins in a moment.",
        "approve" => "The plan is approved. It is written in a moment.",
        "reject" => "The plan is rejected. Its bill goes on waiting.",
        "release" => "The fuse is released. The bill goes on in a moment.",
        "lock" => "The subscription is locked. Nothing is written for it.",
        "free" => "The lock is off. The next run goes on with the subscription.",
        "map" => "The company is set. A run is asked for, with which the waiting bills go on.",
        "undo" => "The plan is made. Nothing is written before somebody approves it.",
        "again" => "The undo is taken away. The bill is exported again in a moment.",
        "discard" => "The message is discarded. What people did keeps its text.",
        "replay" => "The failed work is sent again.",
        _ => null,
    };
}
