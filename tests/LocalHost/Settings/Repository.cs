using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Settings;

/// <summary>Where the clone of the repository is that this program was built in.</summary>
public static class Repository
{
    private const string Marker = "CloudmoreAutotask.sln";
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder with the solution.</summary>
    /// <exception cref="MustFixException">The program does not run from a clone.</exception>
    public static string Root => Found.Value;

    /// <summary>The local host's own folder, ignored by git.</summary>
    public static string LocalHostFolder => Path.Combine(Root, "artifacts", "local-host");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
                return folder.FullName;
        }

        throw new MustFixException($"{Marker} was not found above {AppContext.BaseDirectory}; run the local host from a clone of the repository.");
    }
}
